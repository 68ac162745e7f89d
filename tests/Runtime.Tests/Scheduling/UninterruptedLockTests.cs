using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Tests.Scheduling;

public class UninterruptedLockTests
{
    [Fact]
    public void Interrupted_thread_gets_the_lock_first_and_the_interruption_afterwards()
    {
        var gate = new object();
        var gotTheLock = false;
        Exception? thrown = null;
        using var waits = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            waits.Set();
            using (new UninterruptedLock(gate))
            {
                gotTheLock = true;
            }

            // The next wait, whichever it is, gets the interruption.
            thrown = Record.Exception(() => new ManualResetEventSlim().Wait(TimeSpan.FromSeconds(30)));
        });
        lock (gate)
        {
            thread.Start();
            waits.Wait();
            thread.Interrupt();
        }

        Assert.True(thread.Join(TimeSpan.FromSeconds(60)));
        Assert.True(gotTheLock);
        Assert.IsType<ThreadInterruptedException>(thrown);
    }
}
