package io.connectorservice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * Lets a test class run at the same time as others, its methods one after another. This
 * is for slow classes that share nothing with others but the database server: they bring
 * their own application, database, servers and folders, and look at no log line, system
 * property or number that belongs to the whole JVM. All other classes run one after
 * another, beside these; classes that need the JVM for themselves are
 * {@link org.junit.jupiter.api.parallel.Isolated}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = ConcurrentTestClass.Methods.class)
public @interface ConcurrentTestClass {

	/**
	 * Makes a class a resource that its methods use, which keeps them from running at the
	 * same time.
	 */
	final class Methods implements ResourceLocksProvider {

		@Override
		public Set<Lock> provideForClass(Class<?> testClass) {
			return Set.of(new Lock(testClass.getName()));
		}

	}

}
