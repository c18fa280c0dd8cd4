package io.connectorservice.security;

import java.io.IOException;
import java.time.Duration;

import org.apache.coyote.Adapter;
import org.apache.coyote.Constants;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Serves one connection, and knows how long its sender has taken.
 */
final class PunctualProcessor extends Http11Processor {

	private volatile @Nullable SocketWrapperBase<?> connection;

	private volatile boolean serving;

	private long drainingSince;

	private long drained;

	PunctualProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
		super(protocol, adapter);
	}

	@Override
	public SocketState service(SocketWrapperBase<?> connection) throws IOException {
		this.connection = connection;
		this.serving = true;
		try {
			return super.service(connection);
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
