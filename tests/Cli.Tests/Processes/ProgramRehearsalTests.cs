using Flink.Cli.Processes;
using Flink.Rest.Programs;

namespace Flink.Cli.Tests.Processes;

public sealed class ProgramRehearsalTests : IDisposable
{
    private readonly string _temporary = Directory.CreateTempSubdirectory("flink-test-").FullName;

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Fact]
    public void A_program_is_loaded_and_no_file_is_left()
    {
        Assert.True(ProgramRehearsal.Play(_temporary, static () => true));

        Assert.Empty(Directory.GetFileSystemEntries(_temporary));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void One_that_nobody_wants_any_more_ends_with_its_step_and_leaves_no_file(int wanted)
    {
        Assert.False(ProgramRehearsal.Play(_temporary, () => wanted-- > 0));

        Assert.Equal(-1, wanted);
        Assert.Empty(Directory.GetFileSystemEntries(_temporary));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void Requests_are_rehearsed_by_steps(int wanted)
    {
        var count = 0;

        RequestRehearsal.Play(() => count++ < wanted);

        Assert.Equal(2, count);
    }
}
