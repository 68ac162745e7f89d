using Flink.Client.Submission;

namespace Flink.Client.Tests;

public sealed class SubmissionRehearsalTests
{
    [Fact]
    public async Task A_job_for_a_cluster_that_does_not_exist_is_handed_in_to_its_end() =>
        await SubmissionRehearsal.PlayAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
}
