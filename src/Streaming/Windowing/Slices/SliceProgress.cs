using Flink.Core;
using Flink.Core.Records;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>How far the time of windows over slices has come, and had come for each key group when it was stored.</summary>
/// <param name="layout">The windows, which are stored beside the time: state of others cannot be read.</param>
/// <param name="groups">Key groups of the subtask.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
/// <param name="operatorName">For messages.</param>
internal sealed class SliceProgress(SliceLayout layout, KeyGroupRange groups, int maxParallelism, string operatorName)
{
    private long[]? _stored;

    /// <summary>The watermark, or the last millisecond of processing time that is over; never goes back.</summary>
    public long Now { get; private set; } = Watermark.Unset;

    /// <summary>Whether time had come further for some keys than for others when they were stored: they come from different subtasks.</summary>
    public bool IsUneven => _stored is not null;

    /// <summary>How far time has come for a key.</summary>
    public long TimeOf(ulong hash) => _stored is null ? Now : TimeOf(KeyGroups.Of(hash, maxParallelism));

    /// <summary>How far time had come for a key when it was stored: what has fired by then does not fire again. Only where it is uneven.</summary>
    public long TimeBefore(ulong hash) => _stored![KeyGroups.Of(hash, maxParallelism) - groups.Start];

    /// <summary>Time has come further.</summary>
    public void AdvanceTo(long time) => Now = time;

    /// <summary>What was due has fired: from here on time is the same for all keys once it has come as far as for any of them.</summary>
    public void Settle()
    {
        if (_stored is { } times && times.Max() <= Now)
        {
            _stored = null;
        }
    }

    /// <param name="state">Where to.</param>
    /// <param name="keepsTime">Whether time is written too.</param>
    public void Snapshot(StateWriter state, bool keepsTime)
    {
        for (var group = groups.Start; group < groups.End; group++)
        {
            var writer = new RecordWriter(state.BeginKeyedEntry(WindowStateNames.Slices, group));
            writer.Write(layout.Size);
            writer.Write(layout.Slide);
            writer.Write(layout.Offset);
            writer.Write(keepsTime ? TimeOf(group) : Watermark.Unset);
            writer.Flush();
        }
    }

    /// <exception cref="FlinkException">What was stored is of other windows.</exception>
    public void Restore(StateReader state)
    {
        var times = new long[groups.Count];
        Array.Fill(times, Watermark.Unset);
        var isAny = false;
        foreach (var (group, entry) in state.KeyedEntries(WindowStateNames.Slices))
        {
            var reader = new RecordReader(entry.Span);
            var stored = new SliceLayout(reader.Read<long>(), reader.Read<long>(), reader.Read<long>());
            if (stored != layout)
            {
                throw new FlinkException(
                    $"The windows of '{operatorName}' were stored as {stored} and are now {layout}, in milliseconds. "
                    + "Restore with the windows that were stored, or give the operator another uid to start without their state.");
            }

            times[group - groups.Start] = reader.Read<long>();
            isAny = true;
        }

        if (isAny)
        {
            Now = times.Min();
            _stored = times.Max() > Now ? times : null;
        }
    }

    private long TimeOf(int group) => Math.Max(Now, _stored?[group - groups.Start] ?? Now);
}
