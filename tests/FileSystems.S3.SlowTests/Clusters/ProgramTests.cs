using Flink.Cluster.SlowTests.Harness;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests.Clusters;

/// <summary>Programs that read from the service and write to it.</summary>
public sealed class ProgramTests : S3ClusterTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Words_of_a_folder_are_counted_into_a_folder(bool embedded)
    {
        foreach (var part in (string[])["a.txt", "b.txt", "_not.txt"])
        {
            Write($"in/{part}", string.Concat(Enumerable.Range(0, 50_000).Select(static line => $"to be or not to be, that is the question {line % 10}\n")));
        }

        var cluster = Configure();
        if (!embedded)
        {
            cluster.StartJobManager();
            cluster.StartTaskManagers(2);
            await cluster.RegisteredAsync(2);
        }

        string[] target = embedded ? ["-t", "local"] : ["-m", $"localhost:{cluster.RestPort}"];
        var client = cluster.StartCommand(
            ["run", .. target, "-p", "2", Built.PathOf("WordCount", "WordCount.dll"), "--input", $"{Storage.Folder}/in", "--output", $"{Storage.Folder}/out/"]);
        Assert.True(await client.ExitAsync() == 0, cluster.Tails());

        var counts = Storage.Files.List(Storage.Folder.Child("out"))
            .SelectMany(entry => Read(entry.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
        Assert.Contains("to,200000", counts);
        Assert.Contains("question,100000", counts);
        Assert.Contains("7,10000", counts);
        Assert.Equal(18, counts.Count);
    }

    [Fact]
    public async Task Cached_files_are_fetched_by_the_workers()
    {
        Write("cached.txt", "from the service");
        Write("cached/inside.txt", "and a folder");
        var (cluster, _, _) = await StartAsync(1);

        var client = cluster.StartCommand(
            "run", "-m", $"localhost:{cluster.RestPort}", "-p", "1", Built.ScriptedProgram, "cached",
            $"{Storage.Folder}/cached.txt", $"{Storage.Folder}/cached", $"{Storage.Folder}/out");

        Assert.True(await client.ExitAsync() == 0, cluster.Tails());
        Assert.Equal(
            Enumerable.Range(1, 4).Select(static number => $"{number} from the service and a folder"),
            Read(Storage.Folder.Child("out")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Process_without_the_plug_in_says_what_to_add()
    {
        var cluster = new RealCluster("", Storage with { Plugins = Path.Combine(AppContext.BaseDirectory, "no-plugins") });
        var client = cluster.StartCommand(
            "run", "-t", "local", Built.PathOf("WordCount", "WordCount.dll"), "--input", $"{Storage.Folder}/in", "--output", $"{Storage.Folder}/out");

        var code = await client.ExitAsync();
        await cluster.EndAsync(keepsFiles: false);

        Assert.NotEqual(0, code);
        Assert.Contains("The plug-in 's3' brings it", client.Printed, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        using var writer = new StreamWriter(Storage.Files.Create(Storage.Folder.Child(name), CreateMode.New));
        writer.Write(text);
    }

    private string Read(FilePath path)
    {
        using var reader = new StreamReader(Storage.Files.OpenRead(path));
        return reader.ReadToEnd();
    }
}
