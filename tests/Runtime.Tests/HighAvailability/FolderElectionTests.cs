using Flink.Core.FileSystems;

namespace Flink.Runtime.Tests.HighAvailability;

public sealed class FolderElectionTests : ElectionContract
{
    private protected override FolderWorld World { get; } = new(new Random(1));

    private protected override int SafeSeconds => 7;

    private protected override int TakeoverSeconds => 14;

    private protected override int NoticeSeconds => 3;

    private protected override Contestant Start() => Start(isSuccessor: false);

    private protected override void AssertNothingIsLeft() => Assert.Empty(World.Storage.Names);

    [Fact]
    public void One_that_succeeds_another_begins_at_once_and_an_old_one_that_lives_leads_no_more()
    {
        var old = Start(isSuccessor: true);
        Pass(3);
        Put(old, 7);

        var next = Start(isSuccessor: true);
        Pass(3);

        Assert.Equal(["granted 1", "revoked 1"], old.Events);
        Assert.Equal(["granted 2"], next.Events);

        // It contends as any other from then on: nobody takes a leadership away from one who renews it.
        Pass(30);
        Assert.Equal(["granted 2"], next.Events);
    }

    [Fact]
    public void What_earlier_terms_wrote_does_not_pile_up()
    {
        for (var i = 0; i < 5; i++)
        {
            var leader = Start();
            Pass(14);
            Put(leader, i, 30_000);
            leader.Kill();
        }

        Start();
        Pass(14);
        Assert.Single(World.Storage.Names, name => name.Contains("/data/", StringComparison.Ordinal));
        Assert.Single(World.Storage.Names, name => name.EndsWith("/state", StringComparison.Ordinal));
    }

    [Fact]
    public void Damaged_record_is_named_and_nobody_leads_over_it()
    {
        var first = Start();
        Pass(3);
        Put(first, 1);
        var name = Assert.Single(World.Storage.Names, name => name.EndsWith($"job.{FolderWorld.Job(1)}", StringComparison.Ordinal));
        var path = FilePath.Parse("shared://host" + name);
        var content = World.Storage.Read(path).ToArray();
        content[^1] ^= 1;
        World.Storage.Write(path, content, CreateMode.Overwrite);
        first.Kill();
        var second = Start();
        Pass(30);
        Assert.Empty(second.Events);
    }

    private Contestant Start(bool isSuccessor) => Enter(World.Start(Started + 1, isSuccessor: isSuccessor));
}
