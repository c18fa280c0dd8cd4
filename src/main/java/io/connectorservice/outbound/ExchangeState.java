package io.connectorservice.outbound;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/**
 * The progress of one exchange; the event loop writes it, the caller's thread reads it.
 */
final class ExchangeState {

	private static final AttributeKey<Boolean> USED = AttributeKey.valueOf(ExchangeState.class, "used");

	private volatile boolean sent;

	private volatile boolean responseBegan;

	private volatile boolean onUsedConnection;

	void recordRequest(Channel channel) {
		this.onUsedConnection = channel.attr(USED).getAndSet(true) != null;
		this.sent = true;
	}

	void recordResponse() {
		this.responseBegan = true;
	}

	/** Whether bytes of the request may have left. */
	boolean mayHaveBeenSent() {
		return this.sent;
	}

	/**
	 * Whether the other side had already closed the kept-alive connection: no response to
	 * this request ever began.
	 */
	boolean hasMetStaleConnection() {
		return this.onUsedConnection && !this.responseBegan;
	}

}
