using System.Net.Sockets;
using System.Text.Json;
using Flink.FileSystems.Hdfs.Configuration;
using Polly;

namespace Flink.FileSystems.Hdfs.Web;

/// <summary>The calls of WebHDFS to one cluster. What is transient is repeated, with the other NameNode where there are two; what is thrown is final.</summary>
/// <remarks>Safe for use by several threads. All calls block.</remarks>
internal sealed class WebHdfsClient(NameNodeGroup group, HadoopConfiguration hadoop, HttpClient http, TimeProvider clock)
{
    private readonly ResiliencePipeline _retries = WebHdfsRetries.New(group, hadoop, clock);
    private readonly string _user = $"user.name={Uri.EscapeDataString(hadoop.User)}";

    public NameNodeGroup Group => group;

    /// <summary>Asks the NameNode something that has an answer; null when the answer is empty.</summary>
    /// <param name="method">The method of the operation.</param>
    /// <param name="path">The path, not escaped.</param>
    /// <param name="query">The operation with its parameters, escaped.</param>
    /// <param name="onUncertain">Called before the call is repeated although it may have taken effect.</param>
    /// <exception cref="WebHdfsException">It was refused, or nobody answered.</exception>
    public JsonDocument? Ask(HttpMethod method, string path, string query, Action? onUncertain = null) => _retries.Execute(() =>
    {
        try
        {
            return AskOnce(method, path, query);
        }
        catch (WebHdfsException e) when (e.IsUncertain)
        {
            onUncertain?.Invoke();
            throw;
        }
    });

    /// <summary>As <see cref="Ask"/>, with one attempt.</summary>
    /// <exception cref="WebHdfsException">It was refused, or there was no answer.</exception>
    public JsonDocument? AskOnce(HttpMethod method, string path, string query)
    {
        using var response = CallNameNode(method, path, query, out var server);
        return response.IsSuccessStatusCode ? Guard(server, () => Answers.ReadJson(server, response)) : throw Redirected(server, response);
    }

    /// <summary>Sends bytes to the DataNode that the NameNode names. An attempt that failed may have been stored in part.</summary>
    /// <param name="method">The method of the operation.</param>
    /// <param name="path">The path, not escaped.</param>
    /// <param name="query">The operation with its parameters, escaped.</param>
    /// <param name="content">Makes the body of an attempt.</param>
    /// <param name="repeat">Whether a failed attempt is repeated; else that is left to the caller.</param>
    /// <exception cref="WebHdfsException">It was refused, or nobody answered.</exception>
    public void Send(HttpMethod method, string path, string query, Func<HttpContent> content, bool repeat)
    {
        var avoided = new AvoidedDataNode();
        if (repeat)
        {
            _retries.Execute(() => SendOnce(method, path, query, content, avoided));
        }
        else
        {
            SendOnce(method, path, query, content, avoided);
        }
    }

    /// <summary>The bytes of a file from an offset to its end, owned by the caller.</summary>
    /// <param name="path">The path, not escaped.</param>
    /// <param name="offset">Where to begin; not behind the end.</param>
    /// <param name="avoided">A DataNode that failed before.</param>
    /// <exception cref="WebHdfsException">It was refused, or nobody answered.</exception>
    public HttpResponseMessage Open(string path, long offset, AvoidedDataNode avoided) => _retries.Execute(() =>
    {
        var target = LocateDataNode(HttpMethod.Get, path, FormattableString.Invariant($"op=OPEN&offset={offset}"), avoided);
        return CallDataNode(new HttpRequestMessage(HttpMethod.Get, target), avoided);
    });

    private void SendOnce(HttpMethod method, string path, string query, Func<HttpContent> content, AvoidedDataNode avoided)
    {
        var target = LocateDataNode(method, path, query, avoided);
        using var request = new HttpRequestMessage(method, target) { Content = content() };

        // A refusal comes before the body is on its way, which would break the connection under it.
        request.Headers.ExpectContinue = true;
        CallDataNode(request, avoided).Dispose();
    }

    private Uri LocateDataNode(HttpMethod method, string path, string query, AvoidedDataNode avoided)
    {
        try
        {
            using var response = CallNameNode(method, path, query + avoided.Query, out var server);
            return response.Headers.Location ?? throw new WebHdfsException("", server, response.StatusCode, "it names no DataNode; is it the web server of a NameNode?");
        }
        catch (WebHdfsException e) when (e.LacksDataNodes)
        {
            // The one that failed may be the only one.
            avoided.Forget();
            throw;
        }
    }

    private HttpResponseMessage CallDataNode(HttpRequestMessage request, AvoidedDataNode avoided)
    {
        var server = request.RequestUri!;
        HttpResponseMessage? response = null;
        try
        {
            response = Guard(server, () => http.Send(request, HttpCompletionOption.ResponseHeadersRead));
            return response.IsSuccessStatusCode ? response : throw Guard(server, () => Answers.ReadError(server, response));
        }
        catch (WebHdfsException e)
        {
            response?.Dispose();
            if (e.Status is null)
            {
                avoided.Avoid(server.Host);
            }

            throw;
        }
    }

    // Answers that are neither success nor a redirection are thrown.
    private HttpResponseMessage CallNameNode(HttpMethod method, string path, string query, out Uri server)
    {
        var address = server = group.Current;
        var uri = new Uri($"{address}webhdfs/v1{Escape(path)}?{query}&{_user}");
        using var request = new HttpRequestMessage(method, uri);
        if (method != HttpMethod.Get)
        {
            // Servers want a length with PUT and POST; and what has a body, HttpClient does not repeat by itself without telling.
            request.Content = new ByteArrayContent([]);
        }

        HttpResponseMessage? response = null;
        try
        {
            response = Guard(address, () => http.Send(request, HttpCompletionOption.ResponseHeadersRead));
            group.Answered();
            return (int)response.StatusCode < 400 ? response : throw Guard(address, () => Answers.ReadError(address, response));
        }
        catch (WebHdfsException e)
        {
            response?.Dispose();
            if (e.IsStandby || (e.IsTransient && e.Kind.Length == 0))
            {
                group.TurnAwayFrom(address);
            }

            throw;
        }
    }

    private static T Guard<T>(Uri server, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OperationCanceledException e)
        {
            throw new WebHdfsException("", server, null, "it did not answer in time", e);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            throw new WebHdfsException("", server, null, e.Message, e);
        }
    }

    private static WebHdfsException Redirected(Uri server, HttpResponseMessage response) => new(
        "", server, response.StatusCode, $"it points to '{response.Headers.Location}' instead of answering; is it the web server of a NameNode?");

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
