package ai.lacuna.training;

import java.util.Map;

/** The losses of one update, means over its micro-batches. */
record StepLosses(double total, Map<String, Double> parts) {}
