package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;

/**
 * Resolves host names off the event loop; one refused address makes the name refused.
 */
public final class GuardedResolverGroup extends AddressResolverGroup<InetSocketAddress> {

	private final HostResolver hosts;

	private final EgressGuard guard;

	private final ExecutorService lookups;

	private final ConcurrentMap<InetSocketAddress, CompletableFuture<List<InetSocketAddress>>> underWay = new ConcurrentHashMap<>();

	public GuardedResolverGroup(HostResolver hosts, EgressGuard guard, ExecutorService lookups) {
		this.hosts = hosts;
		this.guard = guard;
		this.lookups = lookups;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new Resolver(executor);
	}

	// Concurrent lookups of the same name share one thread, so that a name whose DNS
	// servers hang blocks only one.
	private CompletableFuture<List<InetSocketAddress>> resolveShared(InetSocketAddress name) {
		CompletableFuture<List<InetSocketAddress>> own = new CompletableFuture<>();
		CompletableFuture<List<InetSocketAddress>> first = this.underWay.putIfAbsent(name, own);
		if (first != null) {
			return first;
		}
		try {
			this.lookups.execute(() -> completeLookup(name, own));
		}
		catch (RejectedExecutionException _) {
			this.underWay.remove(name, own);
			own.completeExceptionally(new LookupsExhaustedException());
		}
		return own;
	}

	private void completeLookup(InetSocketAddress name, CompletableFuture<List<InetSocketAddress>> own) {
		try {
			List<InetSocketAddress> addresses = lookUp(name);
			this.underWay.remove(name, own);
			own.complete(addresses);
		}
		catch (Exception ex) {
			this.underWay.remove(name, own);
			own.completeExceptionally(ex);
		}
	}

	private List<InetSocketAddress> lookUp(InetSocketAddress name) throws UnknownHostException, EgressRefusedException {
		String host = name.getHostString();
		List<InetAddress> addresses = this.hosts.resolve(host);
		if (addresses.isEmpty()) {
			throw new UnknownHostException(host);
		}
		String refusal = this.guard.findRefusal(host, addresses, name.getPort()).orElse("");
		if (!refusal.isEmpty()) {
			throw new EgressRefusedException(refusal);
		}
		return addresses.stream().map((address) -> withHostName(host, address, name.getPort())).toList();
	}

	// The egress guard checks the address together with the host name, so the name is
	// attached to the address.
	private static InetSocketAddress withHostName(String host, InetAddress address, int port) {
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
			var _ = resolveShared(name).whenComplete((addresses, failure) -> {
				if (failure == null) {
					promise.trySuccess(addresses);
				}
				else {
					promise.tryFailure(failure);
				}
			});
		}

	}

}
