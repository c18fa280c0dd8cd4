package io.connectorservice.json.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import org.jspecify.annotations.Nullable;

import io.connectorservice.problem.Fault;

/**
 * Converts validation errors into faults. The errors of all branches of an {@code anyOf}
 * or {@code oneOf} are reduced to those of the branch that was meant, or to one fault.
 */
final class FaultCollector {

	private static final Set<String> UNIONS = Set.of("anyOf", "oneOf");

	private static final Set<String> BY_NAME = Set.of("properties", "patternProperties");

	private static final Set<String> BY_CHILD = Set.of("additionalProperties", "unevaluatedProperties", "items",
			"unevaluatedItems", "contains");

	// Cost of describing an error, relative to single steps.
	private static final int DESCRIPTION_COST = 1_000;

	private static final long STEP_COST = 10;

	private final int from;

	private final List<Fault> faults = new ArrayList<>();

	private final Map<Union, List<Error>> unions = new LinkedHashMap<>();

	private FaultCollector(int from) {
		this.from = from;
	}

	static List<Fault> collectFaults(List<Error> errors) {
		return new FaultCollector(0).collect(errors);
	}

	private List<Fault> collect(List<Error> errors) {
		errors.forEach(this::addError);
		this.unions.forEach((union, within) -> this.faults.addAll(union.toFaults(within)));
		return this.faults;
	}

	private void addError(Error error) {
		Union union = Union.findUnionAround(error, this.from);
		if (union != null) {
			this.unions.computeIfAbsent(union, (_) -> new ArrayList<>()).add(error);
		}
		else if (!isOnlySummary(error)) {
			MatchBudget.spend(DESCRIPTION_COST);
			this.faults.add(new SchemaError(error).toFault());
		}
	}

	// When no branch of a oneOf matches, the branches' own errors already say why.
	private static boolean isOnlySummary(Error error) {
		return "oneOf".equals(error.getKeyword()) && "0".equals(String.valueOf(error.getArguments()[0]));
	}

	/**
	 * One evaluation of a union: the path of its keyword, and the pointer of the value
	 * that was evaluated.
	 */
	private record Union(String path, int depth, String pointer) {

		static @Nullable Union findUnionAround(Error error, int from) {
			NodePath path = error.getEvaluationPath();
			// The library walks from the end of the path for each element, so the cost
			// grows with the square of the length.
			int length = path.getNameCount();
			MatchBudget.spend(STEP_COST * length * length);
			for (int i = from; i + 1 < path.getNameCount(); i++) {
				if (UNIONS.contains(path.getName(i)) && path.getElement(i + 1) instanceof Integer) {
					return new Union(buildPath(path, i), i, findValuePointer(error, i));
				}
			}
			return null;
		}

		List<Fault> toFaults(List<Error> errors) {
			List<List<Error>> plausible = groupByBranch(errors).values()
				.stream()
				.filter(this::isPlausibleBranch)
				.toList();
			if (plausible.size() == 1) {
				return new FaultCollector(this.depth + 2).collect(plausible.getFirst());
			}
			return List.of(new Fault(this.pointer, "must match one of the allowed forms"));
		}

		private int findBranchIndex(Error error) {
			return (Integer) error.getEvaluationPath().getElement(this.depth + 1);
		}

		// A branch with another type or constant is not the one that was meant.
		private boolean isPlausibleBranch(List<Error> errors) {
			Map<Union, List<Error>> nested = new LinkedHashMap<>();
			for (Error error : errors) {
				Union union = findUnionAround(error, this.depth + 2);
				if (union != null) {
					nested.computeIfAbsent(union, (_) -> new ArrayList<>()).add(error);
				}
				else if (rulesOut(error)) {
					return false;
				}
			}
			return nested.entrySet().stream().allMatch((entry) -> leavesRoom(entry.getKey(), entry.getValue()));
		}

		private boolean leavesRoom(Union nested, List<Error> errors) {
			return !nested.pointer.equals(this.pointer)
					|| nested.groupByBranch(errors).values().stream().anyMatch(nested::isPlausibleBranch);
		}

		private Map<Integer, List<Error>> groupByBranch(List<Error> errors) {
			return errors.stream()
				.collect(Collectors.groupingBy(this::findBranchIndex, TreeMap::new, Collectors.toList()));
		}

		private boolean rulesOut(Error error) {
			String at = new SchemaError(error).findValuePointer();
			boolean here = at.equals(this.pointer);
			boolean oneBelow = at.startsWith(this.pointer + "/") && at.indexOf('/', this.pointer.length() + 1) < 0;
			return switch (error.getKeyword()) {
				case "type" -> here;
				case "const", "enum" -> here || oneBelow;
				default -> false;
			};
		}

		private static String buildPath(NodePath path, int end) {
			StringBuilder text = new StringBuilder();
			for (int i = 0; i <= end; i++) {
				text.append('/').append(path.getName(i));
			}
			return text.toString();
		}

		private static String findValuePointer(Error error, int union) {
			NodePath at = error.getInstanceLocation();
			for (int below = countLevelsBelow(error.getEvaluationPath(), union + 2); below > 0; below--) {
				at = at.getParent();
			}
			return SchemaError.toPointer(at);
		}

		// Returns how many levels the rest of the
		// evaluation path descends into the value.
		private static int countLevelsBelow(NodePath path, int from) {
			int levels = 0;
			int last = path.getNameCount() - 1;
			for (int i = from; i < last; i++) {
				String keyword = path.getName(i);
				levels += (BY_NAME.contains(keyword) || "prefixItems".equals(keyword) || BY_CHILD.contains(keyword)) ? 1
						: 0;
				i += takesArgument(keyword) ? 1 : 0;
			}
			return levels;
		}

		private static boolean takesArgument(String keyword) {
			return BY_NAME.contains(keyword) || UNIONS.contains(keyword) || "allOf".equals(keyword)
					|| "prefixItems".equals(keyword) || "dependentSchemas".equals(keyword);
		}

	}

}
