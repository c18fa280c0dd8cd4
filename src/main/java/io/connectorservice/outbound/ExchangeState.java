package io.connectorservice.outbound;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/**
 * How far one exchange came; written on the event loop, read by the caller.
 */
final class ExchangeState {

	private static final AttributeKey<Boolean> USED = AttributeKey.valueOf(ExchangeState.class, "used");

	private volatile boolean sent;

	private volatile boolean answered;

	private volatile boolean onUsedConnection;

	void recordRequest(Channel channel) {
		this.onUsedConnection = channel.attr(USED).getAndSet(true) != null;
		this.sent = true;
	}

	void recordResponse() {
		this.answered = true;
	}

	/** Whether bytes of the request may have left. */
	boolean mayHaveBeenSent() {
		return this.sent;
	}

	/**
	 * Whether a kept connection turned out to be closed by the other side: no answer to
	 * this request ever began.
	 */
	boolean hasMetStaleConnection() {
		return this.onUsedConnection && !this.answered;
	}

}
