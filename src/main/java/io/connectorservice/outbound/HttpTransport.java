package io.connectorservice.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import io.connectorservice.outbound.body.BoundedBody;
import io.connectorservice.outbound.body.ResponseMemoryBudget;
import io.connectorservice.outbound.egress.EgressGuard;
import io.connectorservice.outbound.egress.EgressHandler;
import io.connectorservice.outbound.egress.GuardedResolverGroup;
import io.connectorservice.outbound.egress.HostResolver;
import io.connectorservice.time.CallerPresence;
import io.connectorservice.tls.CertificateAuthorities;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientInfos;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeFunctions;

/**
 * WebClient's exchange function on Reactor Netty without anything that makes requests or
 * changes responses on its own: redirects, retries, proxies, cookies and decompression
 * are off.
 */
final class HttpTransport implements AutoCloseable {

	private static final String ACCEPT = "application/json, */*;q=0.5";

	private static final int INITIAL_LINE_LENGTH = 4096;

	private final OutboundSettings settings;

	private final ResponseMemoryBudget memory;

	private final String userAgent;

	private final ConnectionProvider connections;

	// Event loops do little work per call, and fewer of them are woken up less often.
	private final LoopResources loops = LoopResources.create("outbound",
			Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

	private final ExecutorService lookups;

	private final GuardedResolverGroup resolvers;

	private final ExchangeFunction exchanges;

	HttpTransport(OutboundSettings settings, EgressGuard guard, HostResolver hosts, String userAgent) {
		this.settings = settings;
		this.memory = ResponseMemoryBudget.ofHeap(settings.responsesPercentOfHeap());
		this.userAgent = userAgent;
		this.connections = createConnectionProvider(settings);
		this.lookups = createLookupExecutor(settings.maxLookups());
		this.resolvers = new GuardedResolverGroup(hosts, guard, this.lookups);
		this.exchanges = ExchangeFunctions.create(new ReactorClientHttpConnector(createHttpClient(guard)));
	}

	private static ConnectionProvider createConnectionProvider(OutboundSettings settings) {
		return ConnectionProvider.builder("outbound")
			.maxConnections(settings.maxConnectionsPerHost())
			// The bulkhead never lets more calls through than there are connections. The
			// queue is needed only because a connection may return to the pool a moment
			// after its call has ended.
			.pendingAcquireMaxCount(settings.maxConnectionsPerHost())
			.pendingAcquireTimeout(settings.totalTimeout())
			.maxIdleTime(settings.maxIdle())
			.maxLifeTime(settings.maxLife())
			.evictInBackground(settings.maxIdle())
			.disposeInactivePoolsInBackground(settings.maxLife(), settings.maxLife())
			.build();
	}

	// These are platform threads because a DNS lookup blocks in native code, where a
	// virtual thread would pin its carrier.
	private static ExecutorService createLookupExecutor(int maxThreads) {
		return new ThreadPoolExecutor(0, maxThreads, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				Thread.ofPlatform().daemon().name("outbound-lookup-", 0).factory());
	}

	private HttpClient createHttpClient(EgressGuard guard) {
		EgressHandler handler = new EgressHandler(guard);
		SslContext tls = createSslContext(this.settings.caFile());
		return HttpClient.create(this.connections)
			.runOn(this.loops)
			.protocol(HttpProtocol.HTTP11)
			.resolver(this.resolvers)
			.noProxy()
			.followRedirect(false)
			.disableRetry(true)
			.compress(false)
			.secure((spec) -> spec.sslContext(tls).handshakeTimeout(this.settings.totalTimeout()))
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.settings.connectTimeout().toMillis())
			.httpResponseDecoder((spec) -> spec.maxInitialLineLength(INITIAL_LINE_LENGTH)
				.maxHeaderSize((int) this.settings.maxResponseHeaders().toBytes()))
			.doOnChannelInit((_, channel, _) -> channel.pipeline()
				.addFirst("egress", handler)
				.addAfter(NettyPipeline.HttpCodec, "hints", new InformationalResponseHandler()))
			.doOnRequest((request, connection) -> findAttempt(request).recordRequest(connection.channel()))
			.doOnResponse((response, _) -> findAttempt(response).recordResponse());
	}

	static SslContext createSslContext(@Nullable String caFile) {
		try {
			TrustManagerFactory trust = (caFile != null)
					? CertificateAuthorities.readPemFile("EGRESS_CA_FILE", caFile).besideThoseOfJava() : null;
			return SslContextBuilder.forClient()
				.sslProvider(SslProvider.JDK)
				.trustManager(trust)
				.protocols("TLSv1.3", "TLSv1.2")
				.endpointIdentificationAlgorithm("HTTPS")
				.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("TLS is not available", ex);
		}
	}

	private static ExchangeState findAttempt(HttpClientInfos infos) {
		return infos.currentContextView().get(ExchangeState.class);
	}

	/**
	 * Sends one request and reads one response, without following redirects.
	 * @throws OutboundException if no response within the limits arrived in time
	 */
	RawResponse exchange(OutboundRequest request, ExchangeState exchangeState, Duration timeout) {
		try {
			return CallerPresence.whileThere(() -> Objects.requireNonNull(
					sendRequest(request).contextWrite((context) -> context.put(ExchangeState.class, exchangeState))
						.block(timeout)));
		}
		catch (RuntimeException ex) {
			throw CallerPresence.isGone() ? OutboundException.callerGoneException(exchangeState.mayHaveBeenSent())
					: FailureReason.toFailure(ex, exchangeState.mayHaveBeenSent());
		}
	}

	private Mono<RawResponse> sendRequest(OutboundRequest request) {
		ClientRequest.Builder builder = ClientRequest
			.create(HttpMethod.valueOf(request.method()), URI.create(request.url().text()))
			.headers((headers) -> writeHeaders(headers, request));
		byte[] body = request.body();
		ClientRequest built = ((body.length > 0) ? builder.body(BodyInserters.fromValue(body)) : builder).build();
		long maxBody = request.maxResponseBody(this.settings.maxResponseBody().toBytes());
		return this.exchanges.exchange(built).flatMap((response) -> readResponse(response, maxBody));
	}

	private void writeHeaders(HttpHeaders headers, OutboundRequest request) {
		headers.set(HttpHeaders.USER_AGENT, this.userAgent);
		headers.set(HttpHeaders.ACCEPT, ACCEPT);
		headers.set(HttpHeaders.ACCEPT_ENCODING, "gzip");
		request.mediaType().ifPresent((mediaType) -> headers.set(HttpHeaders.CONTENT_TYPE, mediaType));
		request.headers().forEach(headers::set);
	}

	private Mono<RawResponse> readResponse(ClientResponse response, long maxBody) {
		BoundedBody body = new BoundedBody(maxBody, this.memory);
		Flux<DataBuffer> chunks = response.body(BodyExtractors.toDataBuffers());
		return chunks.doOnNext((chunk) -> body.add(readAndRelease(chunk)))
			.then(Mono.fromSupplier(
					() -> new RawResponse(response.statusCode().value(), response.headers().asHttpHeaders(), body)))
			.doOnError((_) -> body.release())
			.doOnCancel(body::release);
	}

	private static byte[] readAndRelease(DataBuffer chunk) {
		byte[] bytes = new byte[chunk.readableByteCount()];
		chunk.read(bytes);
		DataBufferUtils.release(chunk);
		return bytes;
	}

	@Override
	public void close() {
		this.connections.dispose();
		this.resolvers.close();
		this.loops.dispose();
		this.lookups.shutdownNow();
	}

}
