using Flink.Core.Functions;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>What an assigner may ask. Used on the task's thread, during the call only.</summary>
public sealed class WindowAssignerContext
{
    private readonly RuntimeContext _context;

    internal WindowAssignerContext(RuntimeContext context) => _context = context;

    /// <summary>The clock of processing time, milliseconds since the epoch.</summary>
    public long CurrentProcessingTime => _context.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Index of the subtask, from 0.</summary>
    public int SubtaskIndex => _context.SubtaskIndex;
}
