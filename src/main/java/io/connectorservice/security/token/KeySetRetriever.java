package io.connectorservice.security.token;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.url.TargetUrl;

/**
 * Fetches the project's key set from the configured address through the outbound client,
 * which follows no redirect to another address.
 */
final class KeySetRetriever implements ResourceRetriever {

	private final OutboundClient outbound;

	private final Duration timeout;

	private final int maxBytes;

	KeySetRetriever(OutboundClient outbound, Duration timeout, int maxBytes) {
		this.outbound = outbound;
		this.timeout = timeout;
		this.maxBytes = maxBytes;
	}

	@Override
	public Resource retrieveResource(URL url) throws IOException {
		try {
			return toResource(this.outbound
				.send(OutboundRequest.of("GET", TargetUrl.of(url.toString())).withTotalTimeout(this.timeout)));
		}
		catch (OutboundException failure) {
			throw new IOException("No response from the address of the key set: " + failure.reason(), failure);
		}
	}

	private Resource toResource(OutboundResponse response) throws IOException {
		if (response.status() != 200 || response.body().length > this.maxBytes) {
			throw new IOException("The address of the key set responded with status " + response.status() + " and "
					+ response.body().length + " bytes");
		}
		return new Resource(response.bodyAsText(), response.mediaType());
	}

}
