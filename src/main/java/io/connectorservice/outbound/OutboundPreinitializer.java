package io.connectorservice.outbound;

import reactor.netty.resources.LoopResources;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Loads the TLS context with the default authorities and Netty's native transport in the
 * background, because loading them would delay the startup.
 */
final class OutboundPreinitializer implements BackgroundPreinitializer {

	@Override
	public void preinitialize() {
		HttpTransport.createSslContext(null);
		LoopResources.hasNativeSupport();
	}

}
