using Flink.Cluster.SlowTests.Harness;
using Flink.Core.FileSystems;

namespace Flink.FileSystems.Hdfs.SlowTests.Clusters;

/// <summary>Programs that read and write HDFS.</summary>
public sealed class WordCountTests : HdfsClusterTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Words_of_a_folder_on_HDFS_are_counted_into_a_folder_on_HDFS(bool embedded)
    {
        var files = Storage.Files;
        foreach (var part in (string[])["a.txt", "b.txt", "_not.txt"])
        {
            using var writer = new StreamWriter(files.Create(Storage.Folder.Child($"in/{part}"), CreateMode.New));
            for (var line = 0; line < 50_000; line++)
            {
                writer.Write($"to be or not to be, that is the question {line % 10}\n");
            }
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

        var counts = files.List(Storage.Folder.Child("out")).SelectMany(entry =>
        {
            using var reader = new StreamReader(files.OpenRead(entry.Path));
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }).ToHashSet();
        Assert.Contains("to,200000", counts);
        Assert.Contains("question,100000", counts);
        Assert.Contains("7,10000", counts);
        Assert.Equal(18, counts.Count);
    }
}
