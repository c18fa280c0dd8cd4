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
 * Fetches the project's keys from the very address that the operator named, by the way
 * that all calls go out: whoever answers there cannot send it on to another.
 */
final class KeySetRetriever implements ResourceRetriever {

	private final OutboundClient outbound;

	private final Duration timeout;

	private final int largestBytes;

	KeySetRetriever(OutboundClient outbound, Duration timeout, int largestBytes) {
		this.outbound = outbound;
		this.timeout = timeout;
		this.largestBytes = largestBytes;
	}

	@Override
	public Resource retrieveResource(URL url) throws IOException {
		try {
			return toResource(this.outbound
				.send(OutboundRequest.of("GET", TargetUrl.of(url.toString())).withTotalTimeout(this.timeout)));
		}
		catch (OutboundException failure) {
			throw new IOException("The key set's address gave no answer: " + failure.reason(), failure);
		}
	}

	private Resource toResource(OutboundResponse answer) throws IOException {
		if (answer.status() != 200 || answer.body().length > this.largestBytes) {
			throw new IOException("The key set's address answered with status " + answer.status() + " and "
					+ answer.body().length + " bytes");
		}
		return new Resource(answer.bodyAsText(), answer.mediaType());
	}

}
