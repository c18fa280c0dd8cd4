package io.connectorservice.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.connectorservice.outbound.egress.EgressAllowList;
import io.connectorservice.outbound.egress.EgressGuard;
import io.connectorservice.outbound.egress.HostResolver;
import io.connectorservice.outbound.url.TargetUrl;

/**
 * Makes clients for single addresses that the operator named: under the same guard and
 * bounds as tenants' calls, but that host may be private or without TLS. Nobody else's
 * calls are let through to it for that.
 */
public final class TrustedAddressClients implements AutoCloseable {

	private final OutboundSettings settings;

	private final HostResolver hosts;

	private final String userAgent;

	private final List<OutboundClient> clients = new CopyOnWriteArrayList<>();

	TrustedAddressClients(OutboundSettings settings, HostResolver hosts, String userAgent) {
		this.settings = settings;
		this.hosts = hosts;
		this.userAgent = userAgent;
	}

	/** A client for the host and port of an address, and for no private one besides. */
	public OutboundClient forAddress(TargetUrl address) {
		List<String> allowed = new ArrayList<>(this.settings.egressAllow());
		allowed.add(address.host() + ":" + address.port());
		EgressGuard guard = new EgressGuard(EgressAllowList.fromEntries(allowed));
		OutboundClient client = new OutboundClient(this.settings, guard,
				new HttpTransport(this.settings, guard, this.hosts, this.userAgent));
		this.clients.add(client);
		return client;
	}

	@Override
	public void close() {
		this.clients.forEach(OutboundClient::close);
	}

}
