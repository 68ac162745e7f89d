using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>YARN's Services API without anything of ours: a service whose only container sleeps.</summary>
internal sealed class YarnServices : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { BaseAddress = Address() };

    /// <summary>Milliseconds from the request to create a service until its container runs.</summary>
    public double ContainerRuns()
    {
        var name = $"bench-{Guid.NewGuid():n}"[..14];
        var begin = Stopwatch.GetTimestamp();
        Send(HttpMethod.Post, "", """
            {"name":"NAME","version":"1","components":[{"name":"sleeper","number_of_containers":1,"launch_command":"sleep 600","restart_policy":"NEVER","resource":{"cpus":1,"memory":"256"}}],
             "configuration":{"properties":{"yarn.service.am-resource.memory":"256"}}}
            """.Replace("NAME", name, StringComparison.Ordinal));
        try
        {
            while (!Runs(Send(HttpMethod.Get, name, null)))
            {
                if (Stopwatch.GetElapsedTime(begin) > Patience)
                {
                    throw new BenchmarkFailure($"the container of service {name} does not run after {Patience.TotalMinutes} minutes");
                }

                Thread.Sleep(Pause);
            }

            return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }
        finally
        {
            Send(HttpMethod.Delete, name, null);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool Runs(string service)
    {
        using var document = JsonDocument.Parse(service);
        return document.RootElement.TryGetProperty("components", out var components)
            && components.EnumerateArray().Any(static component => component.TryGetProperty("containers", out var containers)
                && containers.EnumerateArray().Any(static container => container.TryGetProperty("state", out var state) && state.GetString() is "READY" or "RUNNING_BUT_UNREADY"));
    }

    // Of the one ResourceManager, as the lab's files name it.
    private static Uri Address()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable(YarnRuns.ConfigurationVariable)!, "yarn-site.xml");
        var values = XDocument.Load(file).Root!.Elements("property").ToLookup(static property => property.Element("name")!.Value, static property => property.Element("value")!.Value);
        var address = values["yarn.resourcemanager.webapp.address"].LastOrDefault() ?? $"{values["yarn.resourcemanager.hostname"].LastOrDefault() ?? "localhost"}:8088";
        return new Uri($"http://{address}/app/v1/");
    }

    private string Send(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, $"services{(path.Length > 0 ? "/" : "")}{path}?user.name={Environment.UserName}") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-XSRF-Header", "flink");
        using var answer = _http.Send(request);
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        var text = reader.ReadToEnd();
        return answer.IsSuccessStatusCode ? text : throw new BenchmarkFailure($"YARN's Services API answers {(int)answer.StatusCode} to {method} {path}: {text}");
    }
}
