using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>The scripted program, uploaded to a cluster.</summary>
public sealed class UploadedProgram
{
    private readonly RestProbe _rest;
    private readonly string _id;

    private UploadedProgram(RestProbe rest, string id)
    {
        _rest = rest;
        _id = id;
    }

    /// <summary>Uploads it.</summary>
    /// <param name="cluster">To which cluster.</param>
    /// <param name="mark">Content of a file beside it: with another mark it is another program.</param>
    public static async Task<UploadedProgram> UploadAsync(RealCluster cluster, string mark)
    {
        var archive = Path.Combine(cluster.Home, $"program-{Guid.NewGuid():n}.zip");
        ZipFile.CreateFromDirectory(Built.FolderOf("Flink.Assets.ScriptedProgram"), archive, CompressionLevel.Fastest, includeBaseDirectory: false);
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Update))
        {
            using var entry = zip.CreateEntry("mark.txt").Open();
            entry.Write(System.Text.Encoding.UTF8.GetBytes(mark));
        }

        using var content = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(archive)), "jarfile", "program.zip" } };
        File.Delete(archive);
        var answer = await AnswerAsync(await cluster.Rest.Http.PostAsync("v1/jars/upload", content));
        return new UploadedProgram(cluster.Rest, Path.GetFileName(answer.GetProperty("filename").GetString()!));
    }

    /// <summary>Starts the job of the program's command.</summary>
    /// <returns>The job's id.</returns>
    public async Task<string> RunAsync(string command)
    {
        using var content = JsonContent.Create(new { programArgsList = new[] { command } });
        return (await AnswerAsync(await _rest.Http.PostAsync($"v1/jars/{_id}/run", content))).GetProperty("jobid").GetString()!;
    }

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri} was answered {(int)response.StatusCode}: {text}");
            return JsonDocument.Parse(text).RootElement;
        }
    }
}
