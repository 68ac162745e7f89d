using Flink.Core.FileSystems;
using Flink.Core.Operators;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager.Latency;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskManager;

/// <summary>What all tasks of a TaskManager share, and those of a slot.</summary>
/// <param name="Scheduler">Runs them.</param>
/// <param name="ManagedMemory">Native memory for state, of the slot.</param>
/// <param name="Logger">For what people should know.</param>
/// <param name="Io">Reads and writes state away from the workers.</param>
/// <param name="FileSystems">Where state is read.</param>
/// <param name="Latency">Whether and how latencies are measured.</param>
public sealed record TaskServices(
    IScheduler Scheduler, IManagedMemory ManagedMemory, ILogger Logger, IIoExecutor Io, FileSystemRegistry FileSystems, LatencySettings Latency);
