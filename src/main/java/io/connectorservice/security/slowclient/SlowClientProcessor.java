package io.connectorservice.security.slowclient;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

import io.connectorservice.time.CallerPresence;
import org.apache.coyote.Adapter;
import org.apache.coyote.Constants;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Serves one connection, and knows how long its sender has taken and whether it is still
 * there.
 */
final class SlowClientProcessor extends Http11Processor {

	private volatile @Nullable SocketWrapperBase<?> connection;

	private volatile CallerPresence caller = new CallerPresence();

	private volatile boolean serving;

	private long drainingSince;

	private long drained;

	SlowClientProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
		super(protocol, adapter);
	}

	@Override
	public SocketState service(SocketWrapperBase<?> connection) throws IOException {
		CallerPresence sender = new CallerPresence();
		this.connection = connection;
		this.caller = sender;
		this.serving = true;
		try {
			return sender.runWith(() -> super.service(connection));
		}
		finally {
			this.serving = false;
		}
	}

	/** Closes the connection if its sender is late; called by one thread only. */
	void closeIfLate(Duration patience) {
		SocketWrapperBase<?> current = this.connection;
		if (current != null && isLate(patience.toNanos())) {
			current.close();
		}
	}

	/**
	 * Tells whoever works for the sender if it is gone; called by one thread only, and
	 * while the request's own waits.
	 */
	void noteIfGone() {
		this.caller.leaveIf(this::isClosed);
	}

	// what has come of a next request is put back for its turn
	private boolean isClosed() {
		SocketWrapperBase<?> current = Objects.requireNonNull(this.connection);
		try {
			ByteBuffer peeked = ByteBuffer.allocate(1);
			int read = current.read(false, peeked);
			current.unRead(peeked.flip());
			return read < 0;
		}
		catch (IOException _) {
			return true;
		}
	}

	private boolean isLate(long patience) {
		long began = getRequest().getStartTimeNanos();
		if (began < 0) {
			return false;
		}
		if (!this.serving) {
			// between two pieces of a request's head
			return !isAsync() && System.nanoTime() - began > patience;
		}
		boolean draining = getRequest().getRequestProcessor().getStage() == Constants.STAGE_ENDINPUT;
		return draining && System.nanoTime() - drainingSince(began) > patience;
	}

	// when a request began tells it from others on its connection
	private long drainingSince(long began) {
		if (this.drained != began) {
			this.drained = began;
			this.drainingSince = System.nanoTime();
		}
		return this.drainingSince;
	}

}
