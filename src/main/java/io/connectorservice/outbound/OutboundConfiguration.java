package io.connectorservice.outbound;

import java.net.InetAddress;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Builds the one client.
 */
@Configuration(proxyBeanMethods = false)
class OutboundConfiguration {

	@Bean
	OutboundClient outboundClient(OutboundSettings settings, ObjectProvider<BuildProperties> build) {
		EgressGuard guard = new EgressGuard(EgressAllow.of(settings.egressAllow()));
		HostResolver hosts = (host) -> List.of(InetAddress.getAllByName(host));
		return new OutboundClient(settings, guard, new HttpTransport(settings, guard, hosts, userAgent(build)));
	}

	private static String userAgent(ObjectProvider<BuildProperties> build) {
		BuildProperties properties = build.getIfAvailable();
		return (properties != null) ? "connector-service/" + properties.getVersion() : "connector-service";
	}

}
