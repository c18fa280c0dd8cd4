package io.connectorservice.outbound;

import reactor.netty.resources.LoopResources;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Has TLS with the known authorities and the network's native library ready beside the
 * start, where they would hold it up.
 */
final class OutboundPreinitializer implements BackgroundPreinitializer {

	@Override
	public void preinitialize() {
		HttpTransport.createSslContext(null);
		LoopResources.hasNativeSupport();
	}

}
