using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Flink.Rest.Tests.Recorded;

namespace Flink.Rest.Tests;

/// <summary>Walks what a real Apache Flink was asked in each state, and compares status, content type, keys and JSON types.</summary>
public sealed class GoldenTests
{
    private static readonly HashSet<string> _elsewise =
    [
        // A NoSuchElementException of Flink's, since no attempt has metrics; here the answer is that of an ended vertex.
        "restarting/backpressure", "failed/backpressure",
    ];

    // What Flink's coordinators measure (unassigned splits), ours do not yet: known, and none.
    private const string CoordinatorMetrics = "jm-operator-metrics";

    // The graph before its stages are planned, which Flink's adaptive scheduler of batch jobs has and ours does not.
    private const string StreamGraph = "$.stream-graph is missing";

    public static TheoryData<string> States => [.. GoldenState.Names];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Answers_look_as_those_of_Flink_in_state(string state)
    {
        await using var fixture = await RestFixture.StartAsync(state);
        var differences = new List<string>();
        foreach (var exchange in GoldenState.Load(state).Exchanges)
        {
            var last = exchange.Endpoint[(exchange.Endpoint.LastIndexOf('/') + 1)..];
            if (last == CoordinatorMetrics || _elsewise.Contains($"{state}/{last}"))
            {
                continue;
            }

            PrepareProgram(fixture, exchange);
            differences.AddRange((await CompareAsync(fixture, exchange)).Select(difference => $"{exchange}: {difference}"));
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(60))}");
    }

    // The program that was there when this was asked.
    private static void PrepareProgram(RestFixture fixture, GoldenExchange exchange)
    {
        var parts = exchange.Endpoint.Split('/');
        if (parts is [_, "jars", var id, ..] && id.EndsWith("golden-jobs.jar", StringComparison.Ordinal))
        {
            fixture.AddProgram(id);
            if (exchange.Name.Contains("again", StringComparison.Ordinal))
            {
                fixture.RemoveProgram(id);
            }
        }
        else if (exchange.Endpoint == "/jars" && exchange.Response.GetProperty("files").GetArrayLength() > 0)
        {
            fixture.AddProgram("950bda4b-5372-43f0-9d60-f8fa40164cd1_golden-jobs.jar");
        }
    }

    private static async Task<IEnumerable<string>> CompareAsync(RestFixture fixture, GoldenExchange exchange)
    {
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), exchange.Path) { Content = ContentOf(exchange) };
        using var response = await fixture.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode != exchange.Status)
        {
            return [$"status {(int)response.StatusCode} instead of {exchange.Status}: {body}"];
        }

        if (exchange.Method == "HEAD")
        {
            return [];
        }

        var type = response.Content.Headers.ContentType?.ToString();
        if (!string.Equals(type, exchange.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return [$"content type {type} instead of {exchange.ContentType}"];
        }

        return exchange.ContentType == "text/plain" ? [] : Shape.Compare(
            exchange.Response,
            JsonDocument.Parse(body).RootElement,
            "$.job-execution-result.records-read",
            "$.job-execution-result.restarts").Where(static difference => difference != StreamGraph);
    }

    private static HttpContent? ContentOf(GoldenExchange exchange)
    {
        const string File = "filename=\"";
        if (exchange.Body is not { } body)
        {
            return null;
        }

        if (body.ValueKind != JsonValueKind.String)
        {
            return new StringContent(body.GetRawText(), Encoding.UTF8, "application/json");
        }

        var text = body.GetString()!;
        if (!text.Contains(File, StringComparison.Ordinal))
        {
            return new StringContent(text, MediaTypeHeaderValue.Parse("application/octet-stream"));
        }

        var name = text[(text.IndexOf(File, StringComparison.Ordinal) + File.Length)..];
        return new MultipartFormDataContent { { new ByteArrayContent(RestFixture.ProgramZip()), "jarfile", name[..name.IndexOf('"', StringComparison.Ordinal)] } };
    }
}
