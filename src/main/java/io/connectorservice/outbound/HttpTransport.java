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

import io.connectorservice.deadline.CallerPresence;
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
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * WebClient on Reactor Netty, with everything switched off that goes anywhere by itself:
 * redirects, retries, proxies, cookies, decompression.
 */
final class HttpTransport implements AutoCloseable {

	private static final String ACCEPT = "application/json, */*;q=0.5";

	private static final int INITIAL_LINE_LENGTH = 4096;

	private final OutboundSettings settings;

	private final AnswerMemory memory;

	private final String userAgent;

	private final ConnectionProvider connections;

	// each has a small part of a call to do: the fewer, the less often one must be woken
	private final LoopResources loops = LoopResources.create("outbound",
			Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

	private final ExecutorService lookups;

	private final GuardedResolverGroup resolvers;

	private final WebClient web;

	HttpTransport(OutboundSettings settings, EgressGuard guard, HostResolver hosts, String userAgent) {
		this.settings = settings;
		this.memory = AnswerMemory.ofHeap(settings.answersPercentOfHeap());
		this.userAgent = userAgent;
		this.connections = connections(settings);
		this.lookups = lookups(settings.maxLookups());
		this.resolvers = new GuardedResolverGroup(hosts, guard, this.lookups);
		this.web = WebClient.builder().clientConnector(new ReactorClientHttpConnector(client(guard))).build();
	}

	private static ConnectionProvider connections(OutboundSettings settings) {
		return ConnectionProvider.builder("outbound")
			.maxConnections(settings.maxConnectionsPerHost())
			// no more calls than connections come this far, but a connection may be
			// returned a moment after its call
			.pendingAcquireMaxCount(settings.maxConnectionsPerHost())
			.pendingAcquireTimeout(settings.totalTimeout())
			.maxIdleTime(settings.maxIdle())
			.maxLifeTime(settings.maxLife())
			.evictInBackground(settings.maxIdle())
			.disposeInactivePoolsInBackground(settings.maxLife(), settings.maxLife())
			.build();
	}

	// platform threads: a look-up blocks in native code, where a virtual thread
	// would keep its carrier
	private static ExecutorService lookups(int most) {
		return new ThreadPoolExecutor(0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				Thread.ofPlatform().daemon().name("outbound-lookup-", 0).factory());
	}

	private HttpClient client(EgressGuard guard) {
		EgressHandler handler = new EgressHandler(guard);
		SslContext tls = tls(this.settings.caFile());
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
				.addAfter(NettyPipeline.HttpCodec, "hints", new HintsHandler()))
			.doOnRequest((request, connection) -> attempt(request).sending(connection.channel()))
			.doOnResponse((response, _) -> attempt(response).answering());
	}

	static SslContext tls(@Nullable String caFile) {
		try {
			TrustManagerFactory trust = (caFile != null)
					? CertificateAuthorities.read("EGRESS_CA_FILE", caFile).besideThoseOfJava() : null;
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

	private static Attempt attempt(HttpClientInfos infos) {
		return infos.currentContextView().get(Attempt.class);
	}

	/**
	 * One request, one response.
	 * @throws OutboundFailure where none came in time, or none that fits
	 */
	RawAnswer exchange(OutboundRequest request, Attempt attempt, Duration timeout) {
		try {
			return CallerPresence.whileThere(() -> Objects.requireNonNull(
					call(request).contextWrite((context) -> context.put(Attempt.class, attempt)).block(timeout)));
		}
		catch (RuntimeException ex) {
			throw CallerPresence.isGone() ? OutboundFailure.abandoned(attempt.sent())
					: FailureReasons.of(ex, attempt.sent());
		}
	}

	private Mono<RawAnswer> call(OutboundRequest request) {
		WebClient.RequestBodySpec spec = this.web.method(HttpMethod.valueOf(request.method()))
			.uri(URI.create(request.url().text()))
			.headers((headers) -> fill(headers, request));
		byte[] body = request.body();
		return ((body.length > 0) ? spec.bodyValue(body) : spec).exchangeToMono(
				(response) -> answer(response, request.maxResponseBody(this.settings.maxResponseBody().toBytes())));
	}

	private void fill(HttpHeaders headers, OutboundRequest request) {
		headers.set(HttpHeaders.USER_AGENT, this.userAgent);
		headers.set(HttpHeaders.ACCEPT, ACCEPT);
		headers.set(HttpHeaders.ACCEPT_ENCODING, "gzip");
		request.mediaType().ifPresent((mediaType) -> headers.set(HttpHeaders.CONTENT_TYPE, mediaType));
		request.headers().forEach(headers::set);
	}

	private Mono<RawAnswer> answer(ClientResponse response, long maxBody) {
		BodyBytes body = new BodyBytes(maxBody, this.memory);
		Flux<DataBuffer> chunks = response.body(BodyExtractors.toDataBuffers());
		return chunks.doOnNext((chunk) -> body.add(taken(chunk)))
			.then(Mono.fromSupplier(
					() -> new RawAnswer(response.statusCode().value(), response.headers().asHttpHeaders(), body)))
			.doOnError((_) -> body.release())
			.doOnCancel(body::release);
	}

	private static byte[] taken(DataBuffer chunk) {
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
