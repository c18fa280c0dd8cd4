package io.connectorservice.outbound;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/**
 * How far one exchange came; written on the event loop, read by the caller.
 */
final class Attempt {

	private static final AttributeKey<Boolean> USED = AttributeKey.valueOf(Attempt.class, "used");

	private volatile boolean sent;

	private volatile boolean answered;

	private volatile boolean onUsedConnection;

	void sending(Channel channel) {
		this.onUsedConnection = channel.attr(USED).getAndSet(true) != null;
		this.sent = true;
	}

	void answering() {
		this.answered = true;
	}

	/** Whether bytes of the request may have left. */
	boolean sent() {
		return this.sent;
	}

	/**
	 * Whether a kept connection turned out to be closed by the other side: no answer to
	 * this request ever began.
	 */
	boolean metStaleConnection() {
		return this.onUsedConnection && !this.answered;
	}

}
