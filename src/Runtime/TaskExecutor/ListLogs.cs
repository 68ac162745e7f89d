using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Asks a worker for the files of its log folder.</summary>
public sealed record ListLogs : Request<IReadOnlyList<LogFile>>;
