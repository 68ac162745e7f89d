using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Asks a worker for a piece of one of its files; the answer is null when there is no such file.</summary>
/// <param name="File">Which file.</param>
/// <param name="Offset">Bytes before the piece.</param>
/// <param name="Count">The most bytes that are wanted.</param>
public sealed record ReadLog(LogFileName File, long Offset, int Count) : Request<LogPiece?>;
