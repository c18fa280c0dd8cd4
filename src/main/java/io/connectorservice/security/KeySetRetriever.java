package io.connectorservice.security;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

import com.nimbusds.jose.util.DefaultResourceRetriever;

/**
 * Fetches the project's keys from the very address that the operator named: whoever
 * answers there cannot send it on to another.
 */
final class KeySetRetriever extends DefaultResourceRetriever {

	KeySetRetriever(int timeoutMillis, int largestBytes) {
		super(timeoutMillis, timeoutMillis, largestBytes);
	}

	@Override
	protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
		HttpURLConnection connection = super.openHTTPConnection(url);
		connection.setInstanceFollowRedirects(false);
		return connection;
	}

}
