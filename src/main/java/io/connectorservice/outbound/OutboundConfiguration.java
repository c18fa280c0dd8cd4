package io.connectorservice.outbound;

import java.net.InetAddress;
import java.util.List;

import io.connectorservice.outbound.egress.EgressAllowList;
import io.connectorservice.outbound.egress.EgressGuard;
import io.connectorservice.outbound.egress.HostResolver;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/**
 * Configures the client for tenants' calls and the clients for the operator's addresses.
 */
@Configuration(proxyBeanMethods = false)
class OutboundConfiguration {

	@Bean
	@Fallback
	HostResolver hostResolver() {
		return (host) -> List.of(InetAddress.getAllByName(host));
	}

	@Bean
	OutboundClient outboundClient(OutboundSettings settings, HostResolver hosts, ObjectProvider<BuildProperties> build,
			ObjectProvider<LoggingSystem> logging) {
		logging.ifAvailable(OutboundConfiguration::silenceLoggers);
		EgressGuard guard = new EgressGuard(EgressAllowList.fromEntries(settings.egressAllow()));
		return new OutboundClient(settings, guard, new HttpTransport(settings, guard, hosts, userAgent(build)));
	}

	@Bean
	TenantBulkhead tenantShares(OutboundSettings settings) {
		return new TenantBulkhead(settings);
	}

	@Bean
	TrustedAddressClients operatorClients(OutboundSettings settings, HostResolver hosts,
			ObjectProvider<BuildProperties> build) {
		return new TrustedAddressClients(settings, hosts, userAgent(build));
	}

	// These loggers are off whatever level is configured: they log URLs with their query,
	// and server output that is no valid HTTP, which may echo a credential.
	private static void silenceLoggers(LoggingSystem logging) {
		logging.setLogLevel("reactor.netty", LogLevel.OFF);
		logging.setLogLevel("io.netty", LogLevel.OFF);
		logging.setLogLevel("org.springframework.web.reactive.function.client", LogLevel.OFF);
		logging.setLogLevel("org.springframework.http.client.reactive", LogLevel.OFF);
	}

	private static String userAgent(ObjectProvider<BuildProperties> build) {
		BuildProperties properties = build.getIfAvailable();
		return (properties != null) ? "connector-service/" + properties.getVersion() : "connector-service";
	}

}
