using Flink.Yarn.Workers;

namespace Flink.Yarn.Tests.Workers;

public sealed class ContainerEndTests
{
    // As the ApplicationMaster of Hadoop 3.4.2 has it.
    private const string Log = """
        2026-11-26 04:24:12,883 INFO component.Component: [COMPONENT taskmanager] Requesting for 1 container(s)
        2026-11-26 04:24:12,883 ERROR instance.ComponentInstance: [COMPINSTANCE taskmanager-0 : container_1_0001_01_000003]: container_1_0001_01_000003 completed. Reinsert back to pending list and requested a new container.
         exitStatus=137, diagnostics=[2026-11-26 04:24:12.396]Container killed on request. Exit code is 137
        [2026-11-26 04:24:12.411]Container exited with a non-zero exit code 137. 
        [2026-11-26 04:24:12.412]Killed by external signal

        2026-11-26 04:24:12,883 INFO instance.ComponentInstance: [COMPINSTANCE taskmanager-0 : container_1_0001_01_000003] Transitioned from READY to INIT on STOP event
        2026-11-26 04:24:13,000 ERROR instance.ComponentInstance: [COMPINSTANCE taskmanager-1 : container_1_0001_01_000004]: container_1_0001_01_000004 completed. Reinsert back to pending list and requested a new container.
         exitStatus=-104, diagnostics=
        2026-11-26 04:24:13,001 INFO component.Component: [COMPONENT taskmanager] Requesting for 1 container(s)
        """;

    [Fact]
    public void The_end_of_a_container_stands_in_the_log_of_its_service()
    {
        var end = ContainerEnd.Find(Log, "container_1_0001_01_000003");

        Assert.Equal(137, end!.ExitStatus);
        Assert.Equal(
            "container container_1_0001_01_000003 was ended by signal 9 (exit code 137): Container killed on request. Exit code is 137 Container exited with a non-zero exit code 137. Killed by external signal",
            end.Describe("container_1_0001_01_000003"));
    }

    [Fact]
    public void Memory_over_its_limit_says_what_to_do()
    {
        var end = ContainerEnd.Find(Log, "container_1_0001_01_000004");

        Assert.Equal(new ContainerEnd(-104, ""), end);
        Assert.Contains("killed over its memory (exit status -104): make 'taskmanager.memory", end!.Describe("c"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_does_not_stand_there_is_not_made_up()
    {
        Assert.Null(ContainerEnd.Find(Log, "container_1_0001_01_000005"));
        Assert.Null(ContainerEnd.Find("container_x completed", "container_x"));
    }

    [Theory]
    [InlineData(-102, "pre-empted")]
    [InlineData(-100, "lost with its machine")]
    [InlineData(-1000, "files could not be fetched")]
    [InlineData(7, "has ended with exit code 7")]
    [InlineData(143, "signal 15 (exit code 143)")]
    [InlineData(null, "YARN does not say how")]
    public void Numbers_of_yarn_become_words(int? status, string words) =>
        Assert.Contains(words, new ContainerEnd(status, "").Describe("c"), StringComparison.Ordinal);
}
