using Flink.Core.Configuration;
using Flink.Runtime.Checkpoints;

namespace Flink.Runtime.TaskManager;

/// <summary>How a task takes part in checkpoints.</summary>
/// <param name="Storage">Where its state goes.</param>
/// <param name="Mode">Whether it aligns barriers.</param>
/// <param name="AreTaken">Whether checkpoints are taken at intervals, so that a task may wait for one.</param>
public sealed record TaskCheckpoints(CheckpointStorage Storage, CheckpointingMode Mode, bool AreTaken);
