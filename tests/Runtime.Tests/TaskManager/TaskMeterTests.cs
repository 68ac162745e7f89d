using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.TaskManager;

public class TaskMeterTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Time_is_busy_idle_or_back_pressured()
    {
        var meter = new TaskMeter(_clock);
        Pass(1);
        meter.BeginQuantum();
        Pass(2);
        meter.EndQuantum(TaskMeter.Wait.BackPressured);
        Pass(4);
        meter.BeginQuantum();
        Pass(8);
        meter.EndQuantum(TaskMeter.Wait.None);
        Pass(16);
        meter.BeginQuantum();

        Assert.Equal((1, 26, 4), (meter.Idle.TotalSeconds, meter.Busy.TotalSeconds, meter.BackPressured.TotalSeconds));
    }

    [Fact]
    public void Wait_counts_while_it_lasts()
    {
        var meter = new TaskMeter(_clock);
        Pass(3);
        Assert.Equal(3, meter.Idle.TotalSeconds);
        meter.BeginQuantum();
        meter.EndQuantum(TaskMeter.Wait.BackPressured);
        Pass(60);

        Assert.Equal((3, 60), (meter.Idle.TotalSeconds, meter.BackPressured.TotalSeconds));
    }

    private void Pass(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
