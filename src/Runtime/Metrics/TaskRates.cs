using Flink.Runtime.Network;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Metrics;

/// <summary>What a task did in each of the last seconds, as somebody looks at it now and then.</summary>
/// <remarks>The rates are those between the last two looks that were a second apart at least, so that several who look do not disturb each other.</remarks>
internal sealed class TaskRates
{
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Totals? _last;

    public double Busy { get; private set; }

    public double Idle { get; private set; }

    public double BackPressured { get; private set; }

    public double RecordsIn { get; private set; }

    public double RecordsOut { get; private set; }

    public double BytesIn { get; private set; }

    public double BytesOut { get; private set; }

    public double BuffersIn { get; private set; }

    public double BuffersOut { get; private set; }

    public void Update(StreamTask task)
    {
        lock (_lock)
        {
            var now = Totals.Of(task);
            if (_last is null)
            {
                _last = now;
                return;
            }

            var passed = task.Clock.GetElapsedTime(_last.At, now.At);
            if (passed < _shortest)
            {
                return;
            }

            var seconds = passed.TotalSeconds;
            Busy = (now.Busy - _last.Busy).TotalMilliseconds / seconds;
            Idle = (now.Idle - _last.Idle).TotalMilliseconds / seconds;
            BackPressured = (now.BackPressured - _last.BackPressured).TotalMilliseconds / seconds;
            RecordsIn = (now.RecordsIn - _last.RecordsIn) / seconds;
            RecordsOut = (now.RecordsOut - _last.RecordsOut) / seconds;
            BytesIn = (now.Taken.Bytes - _last.Taken.Bytes) / seconds;
            BytesOut = (now.Sent.Bytes - _last.Sent.Bytes) / seconds;
            BuffersIn = (now.Taken.Buffers - _last.Taken.Buffers) / seconds;
            BuffersOut = (now.Sent.Buffers - _last.Sent.Buffers) / seconds;
            _last = now;
        }
    }

    private sealed record Totals(
        long At, TimeSpan Busy, TimeSpan Idle, TimeSpan BackPressured, long RecordsIn, long RecordsOut, Traffic Taken, Traffic Sent)
    {
        public static Totals Of(StreamTask task) => new(
            task.Clock.GetTimestamp(), task.Meter.Busy, task.Meter.Idle, task.Meter.BackPressured, task.RecordsIn, task.RecordsOut,
            task.Taken, task.Sent);
    }
}
