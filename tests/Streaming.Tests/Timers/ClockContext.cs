using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Operators;
using Flink.Streaming.Tests.Harness;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Streaming.Tests.Timers;

/// <summary>A context whose processing-time timers fire when the test moves the clock.</summary>
internal sealed class ClockContext(int maxParallelism = 128) : OperatorContext
{
    private readonly List<Alarm> _alarms = [];

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch);

    /// <summary>Timers that the engine has now.</summary>
    public int Alarms => _alarms.Count;

    public override string JobName => "test";

    public override string TaskName => "Operator under test (1/1)";

    public override int SubtaskIndex => 0;

    public override int Parallelism => 1;

    public override int MaxParallelism => maxParallelism;

    public override int Attempt => 0;

    public override TimeProvider Clock => Time;

    public override CancellationToken Cancellation => CancellationToken.None;

    public override OperatorId OperatorId => default;

    public override IManagedMemory ManagedMemory { get; } = new HarnessMemory();

    public override void AddAccumulator(string name, IAccumulator accumulator)
    {
        // Nobody reads them.
    }

    public override void Post(Action action) => throw new NotSupportedException();

    public override IInput<T> SideOutput<T>(OutputTag<T> tag) => throw new NotSupportedException();

    public override IDisposable RegisterProcessingTimer(long time, Action<long> callback)
    {
        var alarm = new Alarm(_alarms, time, callback);
        _alarms.Add(alarm);
        return alarm;
    }

    /// <summary>Moves the clock and fires what is due, once each.</summary>
    public void MoveTo(long milliseconds)
    {
        Time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        foreach (var alarm in _alarms.Where(alarm => alarm.Time <= milliseconds).OrderBy(alarm => alarm.Time).ToList())
        {
            if (_alarms.Remove(alarm))
            {
                alarm.Callback(alarm.Time);
            }
        }
    }

    private sealed class Alarm(List<Alarm> owner, long time, Action<long> callback) : IDisposable
    {
        public long Time => time;

        public Action<long> Callback => callback;

        public void Dispose() => owner.Remove(this);
    }
}
