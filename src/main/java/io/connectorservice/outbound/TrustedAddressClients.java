package io.connectorservice.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.connectorservice.outbound.egress.EgressAllowList;
import io.connectorservice.outbound.egress.EgressGuard;
import io.connectorservice.outbound.egress.HostResolver;
import io.connectorservice.outbound.url.TargetUrl;

/**
 * Creates clients for addresses that the operator configured. Guard and limits are the
 * same as for tenants' calls, except that the configured host may be private or without
 * TLS. Tenants' calls get no access to that host.
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

	/**
	 * Creates a client that may also call the host and port of this address if these are
	 * private, but no other private address.
	 */
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
