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
 * Drops informational responses (RFC 9110, 15.2) such as early hints, because Reactor
 * Netty would take them for the final response. It also has the connection closed after a
 * 204 or 205 response that announces a body: that body would be read as the beginning of
 * the next response.
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
		// The dropped message reaches no later handler that would request the next read.
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
