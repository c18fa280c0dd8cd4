package io.connectorservice.outbound.egress;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Checks the address at the moment of connecting, in every channel. The address that is
 * dialled counts, whatever name, literal or resolver it came from.
 */
@Sharable
public final class EgressHandler extends ChannelOutboundHandlerAdapter {

	private final EgressGuard guard;

	public EgressHandler(EgressGuard guard) {
		this.guard = guard;
	}

	@Override
	public void connect(ChannelHandlerContext context, SocketAddress remote, @Nullable SocketAddress local,
			ChannelPromise promise) {
		Optional<String> refusal = findRefusal(remote);
		if (refusal.isPresent()) {
			promise.tryFailure(new EgressRefusedException(refusal.get()));
			var _ = context.close();
			return;
		}
		var _ = context.connect(remote, local, promise);
	}

	private Optional<String> findRefusal(SocketAddress remote) {
		if (!(remote instanceof InetSocketAddress inet) || inet.isUnresolved()) {
			return Optional.of("address_unresolved");
		}
		return this.guard.findRefusal(inet.getHostString(), inet.getAddress(), inet.getPort());
	}

}
