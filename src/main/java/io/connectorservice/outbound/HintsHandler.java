package io.connectorservice.outbound;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops what a service says before its answer (RFC 9110, 15.2), such as early hints:
 * Reactor Netty would take it for the answer.
 */
final class HintsHandler extends ChannelInboundHandlerAdapter {

	private boolean dropping;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse response) {
			this.dropping = isHint(response.status());
		}
		if (!this.dropping) {
			context.fireChannelRead(message);
			return;
		}
		this.dropping = !(message instanceof LastHttpContent);
		ReferenceCountUtil.release(message);
		// nobody else asks for more, as nobody else saw anything
		context.read();
	}

	private static boolean isHint(HttpResponseStatus status) {
		return status.codeClass() == HttpStatusClass.INFORMATIONAL
				&& status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
	}

}
