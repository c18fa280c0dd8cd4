package io.connectorservice.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;

/**
 * Looks names up off the event loop and refuses a name as soon as one of its addresses is
 * refused.
 */
final class GuardedResolverGroup extends AddressResolverGroup<InetSocketAddress> {

	private final HostResolver hosts;

	private final EgressGuard guard;

	private final ExecutorService lookups;

	GuardedResolverGroup(HostResolver hosts, EgressGuard guard, ExecutorService lookups) {
		this.hosts = hosts;
		this.guard = guard;
		this.lookups = lookups;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new Resolver(executor);
	}

	private List<InetSocketAddress> lookUp(InetSocketAddress name) throws UnknownHostException, EgressRefused {
		String host = name.getHostString();
		List<InetAddress> addresses = this.hosts.resolve(host);
		if (addresses.isEmpty()) {
			throw new UnknownHostException(host);
		}
		String refusal = this.guard.refusal(host, addresses, name.getPort()).orElse("");
		if (!refusal.isEmpty()) {
			throw new EgressRefused(refusal);
		}
		return addresses.stream().map((address) -> named(host, address, name.getPort())).toList();
	}

	// the guard judges an address together with the name that led to it
	private static InetSocketAddress named(String host, InetAddress address, int port) {
		try {
			return new InetSocketAddress(InetAddress.getByAddress(host, address.getAddress()), port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private final class Resolver extends AbstractAddressResolver<InetSocketAddress> {

		Resolver(EventExecutor executor) {
			super(executor, InetSocketAddress.class);
		}

		@Override
		protected boolean doIsResolved(InetSocketAddress address) {
			return !address.isUnresolved();
		}

		@Override
		protected void doResolve(InetSocketAddress name, Promise<InetSocketAddress> promise) {
			Promise<List<InetSocketAddress>> all = executor().newPromise();
			all.addListener((done) -> {
				if (done.isSuccess()) {
					promise.trySuccess(all.getNow().getFirst());
				}
				else {
					promise.tryFailure(done.cause());
				}
			});
			doResolveAll(name, all);
		}

		@Override
		protected void doResolveAll(InetSocketAddress name, Promise<List<InetSocketAddress>> promise) {
			try {
				GuardedResolverGroup.this.lookups.execute(() -> settle(name, promise));
			}
			catch (RejectedExecutionException _) {
				promise.tryFailure(new UnknownHostException("Too many look-ups at once"));
			}
		}

		private void settle(InetSocketAddress name, Promise<List<InetSocketAddress>> promise) {
			try {
				promise.trySuccess(lookUp(name));
			}
			catch (Exception ex) {
				promise.tryFailure(ex);
			}
		}

	}

}
