/**
 * iBOT (Zhou et al. 2022): learn by agreeing with a teacher about hidden patches, and about other
 * crops of the same image.
 *
 * <p>Start here: {@code IbotObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.ibot.IbotConfig}; {@link ai.lacuna.objective.ibot.IbotPlugin} makes it known.
 */
@NullMarked
package ai.lacuna.objective.ibot;

import org.jspecify.annotations.NullMarked;
