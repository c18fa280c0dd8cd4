package io.connectorservice;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fails where a package uses what it may not, or may use what it does not.
 */
@ConcurrentTestClass
class ModularityTests {

	private static final String ROOT = "io.connectorservice.";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.connectorservice");

	@Test
	void modulesUseOnlyDeclaredDependencies() {
		ApplicationModules.of(ConnectorServiceApplication.class).verify();
	}

	@Test
	void modulesUseEveryDeclaredDependency() {
		List<String> modules = ApplicationModules.of(ConnectorServiceApplication.class)
			.stream()
			.map((module) -> module.getIdentifier().toString())
			.toList();
		assertThat(modules).isNotEmpty()
			.allSatisfy((module) -> assertThat(findUsedDependencies(module)).as("what %s uses", module)
				.containsAll(findDeclaredDependencies(module)));
	}

	private static Set<String> findDeclaredDependencies(String module) {
		return Set.of(CLASSES.get(ROOT + module + ".package-info")
			.getAnnotationOfType(ApplicationModule.class)
			.allowedDependencies());
	}

	private static Set<String> findUsedDependencies(String module) {
		return CLASSES.stream()
			.filter((type) -> (type.getPackageName() + ".").startsWith(ROOT + module + "."))
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.map((dependency) -> dependency.getTargetClass().getBaseComponentType().getPackageName())
			.filter((target) -> target.startsWith(ROOT))
			// outbound.url is the named interface outbound::url
			.map((target) -> target.substring(ROOT.length()).replaceFirst("\\.", "::"))
			.collect(Collectors.toSet());
	}

	@Test
	void onlyOutboundUsesReactorAndNetty() {
		noClasses().that()
			.resideOutsideOfPackage("..outbound..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("reactor..", "io.netty..", "org.springframework.web.reactive..")
			.check(CLASSES);
	}

	@Test
	void onlySecretAndOutboundDependOnHttpClients() {
		noClasses().that()
			// the demo service is somebody else's, and sends to this machine only
			.resideOutsideOfPackages("..secret..", "..outbound..", "..local.demo..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.net.http..", "org.springframework.web.client..", "org.apache.hc..", "okhttp3..")
			.orShould()
			.dependOnClassesThat()
			.haveFullyQualifiedName("java.net.Socket")
			.orShould()
			.dependOnClassesThat()
			.haveFullyQualifiedName("java.net.URLConnection")
			.check(CLASSES);
	}

	// every way that the JDK, the framework and the libraries on the class path know to
	// reach another machine; what may be named is data, and does not dial
	private static final DescribedPredicate<JavaClass> DIALS = DescribedPredicate.describe("reach other machines",
			(type) -> List
				.of("java.net.http.", "java.net.Socket", "java.net.ServerSocket", "java.net.DatagramSocket",
						"java.net.MulticastSocket", "java.net.URLConnection", "java.net.HttpURLConnection",
						"java.net.ProxySelector", "java.net.Authenticator", "java.nio.channels.", "javax.net.",
						"javax.naming.", "java.rmi.", "com.sun.net.", "com.sun.jndi.", "sun.net.", "org.apache.hc.",
						"org.apache.commons.net.", "okhttp3.", "org.springframework.web.client.",
						"org.springframework.web.reactive.", "org.springframework.http.client.", "reactor.",
						"io.netty.", "org.springframework.core.io.UrlResource",
						"com.nimbusds.jose.util.DefaultResourceRetriever", "com.nimbusds.jose.util.ResourceRetriever",
						"com.nimbusds.jose.jwk.source.JWKSourceBuilder", "com.nimbusds.jose.jwk.source.RemoteJWKSet")
				.stream()
				.anyMatch((name) -> isIn(type, name)));

	private static boolean isIn(JavaClass type, String name) {
		return name.endsWith(".") ? type.getName().startsWith(name) : type.getName().equals(name);
	}

	private static final Map<String, List<String>> MAY_DIAL = Map.of(
			// Vault, which the operator names
			"io.connectorservice.secret.vault",
			List.of("java.net.http.", "java.nio.channels.", "javax.net.", "org.springframework.web.client.",
					"org.springframework.http.client."),
			// the key set, which the operator names
			"io.connectorservice.security.token", List.of("java.net.HttpURLConnection", "com.nimbusds.jose."),
			// says whom TLS trusts, and opens nothing
			"io.connectorservice.tls",
			List.of("javax.net.ssl.SSLContext", "javax.net.ssl.TrustManager", "javax.net.ssl.TrustManagerFactory",
					"javax.net.ssl.X509TrustManager"),
			// locks on files
			"io.connectorservice.secret.local", List.of("java.nio.channels."),
			// its own database on loopback, and locks on files
			"io.connectorservice.local.postgres", List.of("java.net.ServerSocket", "java.nio.channels."),
			// takes the demo service's port
			"io.connectorservice.local", List.of("com.sun.net.httpserver."),
			// listens on loopback, and sends there
			"io.connectorservice.local.demo", List.of("com.sun.net.httpserver.", "java.net.http."));

	@Test
	void nothingElseOpensNetworkConnections() {
		noClasses().that()
			.resideOutsideOfPackage("..outbound..")
			.should()
			.dependOnClassesThat(DIALS)
			.check(CLASSES.that(DescribedPredicate.describe("are in no package that may",
					(type) -> !MAY_DIAL.containsKey(type.getPackageName()))));
		MAY_DIAL.forEach((packageName, allowed) -> noClasses().that()
			.resideInAPackage(packageName)
			.should()
			.dependOnClassesThat(DIALS.and(DescribedPredicate.describe("nobody allowed",
					(type) -> allowed.stream().noneMatch((name) -> isIn(type, name)))))
			.check(CLASSES));
	}

	@Test
	void onlyOutboundResolvesHostNames() {
		noClasses().that()
			.resideOutsideOfPackage("..outbound..")
			.and()
			// reads what a profile put on the class path
			.doNotHaveSimpleName("PostgresArchive")
			.should()
			.callMethodWhere(DescribedPredicate.describe("it looks a name up or opens an address",
					(call) -> isLookUp(call.getTarget().getOwner().getName(), call.getTarget().getName())))
			.check(CLASSES);
	}

	private static boolean isLookUp(String owner, String method) {
		return switch (owner) {
			case "java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address" ->
				List.of("getByName", "getAllByName", "getLocalHost", "isReachable", "getCanonicalHostName")
					.contains(method);
			case "java.net.URL" -> List.of("openStream", "openConnection", "getContent").contains(method);
			default -> false;
		};
	}

	@Test
	void onlySecretDependsOnVault() {
		noClasses().that()
			.resideOutsideOfPackage("..secret..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.vault..")
			.check(CLASSES);
	}

	@Test
	void onlyDatabaseOpensTransactions() {
		noClasses().that()
			.resideOutsideOfPackage("..database..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.transaction..")
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		ArchRule rule = classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);
		rule.check(CLASSES);
	}

	@Test
	void onlyWebUsesServletApi() {
		noClasses().that()
			.resideOutsideOfPackages("..web..", "..security..", "..problem..", "..trace..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.servlet..", "org.springframework.web.bind..")
			.andShould()
			.notHaveSimpleName("HealthController")
			.check(CLASSES);
	}

}
