using Flink.Core.Graph;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>What a TaskManager of another process learns of a job once.</summary>
/// <param name="Graph">The graph, as <see cref="JobGraphSerializer"/> wrote it.</param>
/// <param name="Program">Content hash of the program that the graph's types are found in; null for none but the engine's.</param>
/// <param name="Checkpoints">How its tasks take part in checkpoints.</param>
public sealed record JobDescription(byte[] Graph, string? Program, TaskCheckpoints Checkpoints);
