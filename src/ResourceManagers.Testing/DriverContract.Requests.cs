using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Testing;

// Workers come, as they were requested.
public abstract partial class DriverContract
{
    [Fact, Rule(12), Rule(13), Rule(51)]
    public async Task A_worker_registers_under_the_id_that_was_returned_and_as_the_kind_that_was_requested()
    {
        await using var driver = await StartDriverAsync();
        var request = NewRequest(slots: 2, FlinkConfiguration.Empty.With(TaskManagerMemoryOptions.ManagedSize, new MemorySize(33_333_333)));

        var worker = await driver.RequestAsync(request);

        Assert.Equal(request.Spec, await Desk.RegistrationOfAsync(worker));
        await RunExactlyAsync(worker);
    }

    [Fact, Rule(14)]
    public async Task Two_kinds_that_are_requested_together_are_not_swapped()
    {
        await using var driver = await StartDriverAsync();
        WorkerRequest[] requests = [NewRequest(slots: 1), NewRequest(slots: 3)];

        var workers = await Task.WhenAll(requests.Select(driver.RequestAsync));

        Assert.Equal(requests[0].Spec, await Desk.RegistrationOfAsync(workers[0]));
        Assert.Equal(requests[1].Spec, await Desk.RegistrationOfAsync(workers[1]));
    }

    [Fact, Rule(11), Rule(15)]
    public async Task As_many_workers_come_as_were_requested_each_with_an_id_of_its_own()
    {
        await using var driver = await StartDriverAsync();

        var workers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => driver.RequestAsync(NewRequest())));

        Assert.Equal(3, workers.Distinct().Count());
        foreach (var worker in workers)
        {
            await Desk.RegistrationOfAsync(worker);
        }

        await RunExactlyAsync(workers);
        Assert.Empty(driver.Record.Losses);
    }

    [Fact, Rule(5), Rule(7)]
    public async Task A_request_that_is_cancelled_leaves_nothing_whenever_that_happens()
    {
        await using var driver = await StartDriverAsync();
        foreach (var patience in (TimeSpan?[])[null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(80)])
        {
            using var cancellation = new CancellationTokenSource();
            if (patience is null)
            {
                await cancellation.CancelAsync();
            }

            var request = driver.Driver.RequestWorkerAsync(NewRequest(), cancellation.Token);
            cancellation.CancelAfter(patience ?? TimeSpan.Zero);
            try
            {
                // It was faster: a worker that is there is released like others.
                await driver.Driver.ReleaseWorkerAsync((await request).Id);
            }
            catch (OperationCanceledException)
            {
                Assert.True(cancellation.IsCancellationRequested);
            }
        }

        await NothingIsLeftAsync();
        Assert.Empty(driver.Record.Losses);
    }

    [Fact, Rule(16)]
    public async Task A_worker_larger_than_any_machine_is_refused_with_the_reason_and_leaves_nothing()
    {
        if (CannotExpress(16))
        {
            return;
        }

        await using var driver = await StartDriverAsync();
        var size = new MemorySize(1L << 50);
        var configuration = Desk.ForWorkers.With(TaskManagerMemoryOptions.ProcessSize, size);
        var memory = TaskManagerProcessMemory.From(configuration);
        var template = NewRequest();
        var huge = new WorkerRequest(template.Spec, template.Cpus, memory, memory.WriteTo(Desk.ForWorkers), template.BlockedNodes);

        var refusal = await RefusalOfAsync(driver.Driver.RequestWorkerAsync(huge, CancellationToken.None));

        Assert.False(refusal.IsRetryable, refusal.Message);
        Assert.Contains("memory", refusal.Message, StringComparison.OrdinalIgnoreCase);
        await NothingIsLeftAsync();
    }

    [Fact, Rule(52)]
    public async Task Secrets_of_a_worker_are_seen_by_nobody()
    {
        const string Secret = "S3CR3T-of-the-contract";
        await using var driver = await StartDriverAsync();

        var worker = await driver.RequestAsync(NewRequest(more: FlinkConfiguration.Empty.With("s3.secret-key", Secret)));

        // Registered: it has read what it was given.
        await Desk.RegistrationOfAsync(worker);
        Assert.DoesNotContain(Secret, await System.VisibleAsync(worker), StringComparison.Ordinal);
    }

    [Fact, Rule(54)]
    public async Task A_request_waits_with_the_reason_while_the_system_is_away_and_comes_when_it_is_back()
    {
        if (CannotExpress(54))
        {
            return;
        }

        await using var driver = await StartDriverAsync();
        var request = NewRequest();
        Task<TaskManagerId> worker;
        using (System.Interrupt())
        {
            worker = driver.RequestAsync(request);
            await driver.Record.WaitOfAsync(request, "");
            Assert.False(worker.IsCompleted);
        }

        await Desk.RegistrationOfAsync(await worker);
        await RunExactlyAsync(await worker);
        Assert.Empty(driver.Record.Failures);
    }
}
