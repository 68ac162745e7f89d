using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>A clock by which timers fire a millisecond before their time, as those of systems do that count in coarser steps than the clock.</summary>
internal sealed class EarlyClock : FakeTimeProvider
{
    private static readonly TimeSpan _early = TimeSpan.FromMilliseconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new EarlyTimer(base.CreateTimer(callback, state, Early(dueTime), period));

    private static TimeSpan Early(TimeSpan due) => due > _early ? due - _early : due;

    private sealed class EarlyTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Early(dueTime), period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
