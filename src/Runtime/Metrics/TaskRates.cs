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

            var passed = task.Clock.GetElapsedTime(_last.Taken, now.Taken);
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
            _last = now;
        }
    }

    private sealed record Totals(long Taken, TimeSpan Busy, TimeSpan Idle, TimeSpan BackPressured, long RecordsIn, long RecordsOut)
    {
        public static Totals Of(StreamTask task) => new(
            task.Clock.GetTimestamp(), task.Meter.Busy, task.Meter.Idle, task.Meter.BackPressured, task.RecordsIn, task.RecordsOut);
    }
}
