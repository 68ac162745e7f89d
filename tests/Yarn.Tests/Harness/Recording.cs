using System.Net;
using System.Text;

namespace Flink.Yarn.Tests.Harness;

/// <summary>An answer as a ResourceManager of Hadoop 3.4.2 gave it: the status line, some headers, an empty line, the body.</summary>
public static class Recording
{
    public static HttpResponseMessage Of(string name) => Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded", name + ".http")));

    public static HttpResponseMessage Parse(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = text[..end].Split('\n');
        var answer = new HttpResponseMessage((HttpStatusCode)int.Parse(lines[0].Split(' ')[1])) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text[(end + 2)..])) };
        foreach (var line in lines[1..])
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (key, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (!answer.Headers.TryAddWithoutValidation(key, value))
            {
                answer.Content.Headers.TryAddWithoutValidation(key, value);
            }
        }

        return answer;
    }
}
