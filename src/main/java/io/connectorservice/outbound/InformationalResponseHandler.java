package io.connectorservice.outbound;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops what a service says before its answer (RFC 9110, 15.2), such as early hints:
 * Reactor Netty would take it for the answer. After an answer that announces a body that
 * it cannot have, the connection is not used again: the body would be read as the next
 * answer.
 */
final class InformationalResponseHandler extends ChannelInboundHandlerAdapter {

	private boolean dropping;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse response) {
			this.dropping = isHint(response.status());
			if (announcesImpossibleBody(response)) {
				response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
			}
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

	private static boolean announcesImpossibleBody(HttpResponse response) {
		int status = response.status().code();
		String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0");
		return (status == 204 || status == 205)
				&& (!length.strip().equals("0") || response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING));
	}

	private static boolean isHint(HttpResponseStatus status) {
		return status.codeClass() == HttpStatusClass.INFORMATIONAL
				&& status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
	}

}
