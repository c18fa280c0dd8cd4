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
 * Serves one connection and tracks how slowly its client sends and whether it is gone.
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

	/**
	 * Closes the connection if its client sends too slowly; called by one thread only.
	 */
	void closeIfLate(Duration timeout) {
		SocketWrapperBase<?> current = this.connection;
		if (current != null && isLate(timeout.toNanos())) {
			current.close();
		}
	}

	/**
	 * Cancels the work for the client if it has disconnected; called by one thread only,
	 * while the request's own thread is waiting.
	 */
	void noteIfGone() {
		this.caller.leaveIf(this::isClosed);
	}

	// A byte that was read belongs to the client's next request, so it is put back.
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

	private boolean isLate(long timeout) {
		long startedAt = getRequest().getStartTimeNanos();
		if (startedAt < 0) {
			return false;
		}
		if (!this.serving) {
			// The processor is waiting for the rest of a request's head.
			return !isAsync() && System.nanoTime() - startedAt > timeout;
		}
		boolean draining = getRequest().getRequestProcessor().getStage() == Constants.STAGE_ENDINPUT;
		return draining && System.nanoTime() - drainingSince(startedAt) > timeout;
	}

	// The start time distinguishes a request from others on the same connection.
	private long drainingSince(long startedAt) {
		if (this.drained != startedAt) {
			this.drained = startedAt;
			this.drainingSince = System.nanoTime();
		}
		return this.drainingSince;
	}

}
