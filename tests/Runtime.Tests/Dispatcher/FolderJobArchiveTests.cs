using System.Text.Json;
using Flink.Core.FileSystems;
using Flink.Runtime.Dispatcher;

namespace Flink.Runtime.Tests.Dispatcher;

public sealed class FolderJobArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-archive").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Ended_job_is_a_file_of_its_id_with_paths_and_the_text_of_their_answers()
    {
        var path = FilePath.Parse(new Uri(Path.Combine(_folder, "history")).AbsoluteUri);
        var archive = new FolderJobArchive(new FileSystemRegistry().For(path), path, static job =>
            [($"/jobs/{job.Details.Id}", "{\"name\":\"a \\\"b\\\"\"}"), ("/jobs/overview", "{}")]);
        var cluster = new DispatcherCluster(archive: archive.Write);
        cluster.Grant();
        var job = cluster.Submit(DispatcherCluster.Bounded());

        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "history", job.ToString())));
        var pages = written.RootElement.GetProperty("archive").EnumerateArray().ToList();
        Assert.Equal([$"/jobs/{job}", "/jobs/overview"], pages.Select(static page => page.GetProperty("path").GetString()));
        Assert.Equal("{\"name\":\"a \\\"b\\\"\"}", pages[0].GetProperty("json").GetString());
    }
}
