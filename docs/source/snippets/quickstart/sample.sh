curl https://api.example.com/v1/translations \
  --fail-with-body \
  --header "Authorization: Bearer $LINGUA_API_KEY" \
  --header 'Content-Type: application/json' \
  --data '{
    "text": "Good morning",
    "target": "de"
  }'
